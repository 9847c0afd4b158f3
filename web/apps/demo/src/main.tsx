import { render } from "preact";
import "@hangat/ui/tokens.css";
import "@hangat/ui/base.css";
import "./styles.css";
import { Page } from "./page";

const root = document.getElementById("page");
if (root) render(<Page />, root);
