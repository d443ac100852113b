export const endpoint = 'http://localhost:10002';
