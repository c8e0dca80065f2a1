/** What `import … from "typescript"` means in the browser: Monaco's own copy, so that there is no second compiler in the page. */
import { typescript } from "monaco-editor/languages/features/typescript/lib/typescriptServices";

export default typescript;
