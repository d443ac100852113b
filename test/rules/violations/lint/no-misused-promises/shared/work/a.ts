const open = async (): Promise<boolean> => true;
export const a = () => (open() ? 1 : 2);
