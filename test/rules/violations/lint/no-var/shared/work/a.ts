export function a() {
  var one = 1;
  return one;
}
