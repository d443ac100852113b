export const wait = (then: () => void) => setTimeout(then, 1);
