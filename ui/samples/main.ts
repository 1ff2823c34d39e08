/** Development only: shows one sample, `samples.html?show=kiosk/welcome`, or a list of them. Not part of the build. */
import { mount } from "svelte";
import "../shared/tokens.css";
import { calibrate } from "../kiosk/millimetres";
import Sample from "./Sample.svelte";

calibrate(document.documentElement, location.search);
const target = document.getElementById("app");
const query = new URLSearchParams(location.search);
if (target) mount(Sample, { target, props: { show: query.get("show") ?? "", training: query.has("training"), language: query.get("language") === "en" ? "en" : "vi" } });
