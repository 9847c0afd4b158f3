export { Icon, type IconProps } from "./icon";
export { Linked, type LinkedProps } from "./linked";
export * from "./format";
export * from "./staff";
export * from "./contrast";
