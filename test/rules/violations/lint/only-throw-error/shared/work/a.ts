export function a(): never {
  throw 'a text';
}
