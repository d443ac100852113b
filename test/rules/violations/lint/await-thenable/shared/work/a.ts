export async function a(n: number): Promise<number> {
  const one = await n;
  return one + 1;
}
