export { Icon, type IconProps } from "./icon";
export * from "./format";
export * from "./staff";
export * from "./contrast";
