const send = async (): Promise<void> => {};
export function a(): void {
  send();
}
