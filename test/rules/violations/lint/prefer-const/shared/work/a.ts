let one = 1;
export const a = () => one;
