export const a = (text: string) => JSON.parse(text);
