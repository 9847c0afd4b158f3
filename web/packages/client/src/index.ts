export * from "./backoff";
export * from "./clock";
export * from "./ids";
export * from "./link";
