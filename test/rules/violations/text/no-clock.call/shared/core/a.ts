export const now = () => Date();
