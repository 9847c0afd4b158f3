import { render } from "preact";
import "@hangat/ui/tokens.css";
import "@hangat/ui/base.css";
import "@hangat/ui/staff/staff.css";
import "./styles/desk.css";
import "./styles/lists.css";
import "./styles/talk.css";
import "./styles/panel.css";
import "./styles/pages.css";
import { App } from "./app";

const root = document.getElementById("app");
if (root) render(<App />, root);
