// The wire contract, generated from the service's own models.
export * from "./generated";
