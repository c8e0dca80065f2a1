import { helper } from "./helper.ts";

console.log(helper);
