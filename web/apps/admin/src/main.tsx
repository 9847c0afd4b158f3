import { render } from "preact";
import "@hangat/ui/tokens.css";
import "@hangat/ui/base.css";
import "@hangat/ui/staff/staff.css";
import "./admin.css";
import "./policy.css";
import { App } from "./app";

const root = document.getElementById("app");
if (root) render(<App />, root);
