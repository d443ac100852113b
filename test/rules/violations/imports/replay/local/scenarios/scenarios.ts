export const scenarios = ['region-down'];
