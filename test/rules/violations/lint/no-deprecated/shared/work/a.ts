/** @deprecated use fresh */
const old = () => 1;
export const a = old();
