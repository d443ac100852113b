export function a(text: string): void {
  JSON.parse(text)();
}
