// Parts that the two pages of the staff share; their look is in staff.css.
export * from "./dialog";
export * from "./now";
export * from "./sign-in";
export * from "./languages";
export * from "./toasts";
