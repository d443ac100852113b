export enum Side {
  Primary,
}
