const one = 1;
export const a = (list: readonly number[]) => list.map((one) => one + 1).concat(one);
