export function rank(state: 'running' | 'completed' | 'failed'): number {
  let result = 0;
  switch (state) {
    case 'running':
      result = 1;
      break;
    case 'completed':
      result = 2;
      break;
  }
  return result;
}
