export function a(text: string): void {
  const row = JSON.parse(text);
  void row;
}
