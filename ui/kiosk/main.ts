import { mount } from "svelte";
import "../shared/tokens.css";
import { calibrate } from "./millimetres";
import App from "./App.svelte";

calibrate(document.documentElement, location.search);
const target = document.getElementById("app");
if (target) mount(App, { target });
