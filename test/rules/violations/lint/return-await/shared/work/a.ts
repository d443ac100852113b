const send = async (): Promise<number> => 1;
export async function a(): Promise<number> {
  try {
    return send();
  } catch {
    return 0;
  }
}
