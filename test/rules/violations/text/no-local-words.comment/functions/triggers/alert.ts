/** Works in the simulator too. */
export const alert = 1;
