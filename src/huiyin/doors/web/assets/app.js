import { submitOnce } from "./submit-once.js";

submitOnce(document);
