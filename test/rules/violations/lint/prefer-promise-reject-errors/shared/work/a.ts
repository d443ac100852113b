export const a = () => Promise.reject('a text');
