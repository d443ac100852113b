export const log = () => console.log('now');
