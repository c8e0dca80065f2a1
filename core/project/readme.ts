import type { ProjectOptions } from "./project.ts";
import { portsRead } from "./sockets.ts";

type Language = NonNullable<ProjectOptions["language"]>;
type About = Required<Pick<ProjectOptions, "title" | "files" | "product" | "typed">>;

/** What stands in a project's README. */
export function readme({ title, files, product, typed }: About, language: Language): string {
  const words = WORDS[language];
  const ports = portsRead(files.values());
  const parts = [`# ${title}`, words.what, fence("sh", ["npm install", "npm start"])];
  if (ports.length > 0) {
    const commands = ports.map((port) => `npx sluice nc -lk ${port}`);
    parts.push(words.sockets(ports), fence("sh", commands));
  }
  parts.push(words.end);
  if (typed.length > 0) {
    const lines = typed.map(({ at, host, port, line }) => `${(at / 1000).toFixed(1)} s  ${host}:${port}  ${line}`);
    parts.push(words.typed, fence("text", lines));
  }
  parts.push(words.inside(product.version, product.engines.node.replace(/^\D+/, "")));
  return `${parts.join("\n\n")}\n`;
}

/** A block of code, whatever stands in it. */
function fence(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([marks]) => marks.length)));
  const marks = "`".repeat(longest + 1);
  return [`${marks}${language}`, ...lines, marks].join("\n");
}

const WORDS = {
  en: {
    what: "A streaming program in TypeScript. It runs with Sluice, Spark Streaming's DStream engine for Node and the browser:",
    sockets: (ports: readonly number[]) =>
      `It reads lines from port ${ports.join(", ")}: listen there first, in another terminal each, and type.`,
    end: "Ctrl-C ends it, after what it has received is worked off. `npx sluice run --help` says what else there is: masters, settings, traces.",
    typed: "While it ran in the playground, these lines were typed:",
    inside: (version: string, node: string) =>
      `\`vendor/\` holds Sluice ${version}; what that needs comes from npm's registry. The package \`node\` is there for machines whose own Node is older than ${node}: elsewhere it can go.`,
  },
  zh: {
    what: "一个用 TypeScript 写的流处理程序，由 Sluice 运行：在 Node 和浏览器里实现 Spark Streaming DStream 的引擎。",
    sockets: (ports: readonly number[]) =>
      `程序从端口 ${ports.join("、")} 读取文本行：请先另开终端，在每个端口上监听，然后输入。`,
    end: "按 Ctrl-C 结束：已接收的数据会先处理完。其他用法（master、配置、跟踪文件）见 `npx sluice run --help`。",
    typed: "程序在演练场里运行时，输入过这些行：",
    inside: (version: string, node: string) =>
      `\`vendor/\` 里是 Sluice ${version}，它的依赖由 npm 从注册表安装。\`node\` 这个包是给自带 Node 低于 ${node} 的机器用的，其他机器上可以删去。`,
  },
} as const;
