export function a(text: string): void {
  void JSON.parse(text).row;
}
