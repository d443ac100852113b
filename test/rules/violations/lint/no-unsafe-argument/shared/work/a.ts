export const a = (text: string) => Number.parseInt(JSON.parse(text));
