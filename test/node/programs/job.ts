import { SparkConf, SparkContext } from "sluice";

// One argument that says what to do, for the tests of how a program may end.
const [what] = process.argv.slice(2);
const sc = new SparkContext(new SparkConf().setAppName("Job").setIfMissing("spark.master", "local[2]"));

switch (what) {
  case "count":
    console.log(await sc.parallelize([1, 2, 3], 3).count());
    break;
  case "arguments":
    console.log(JSON.stringify(process.argv.slice(2)), sc.master, sc.getConf().get("spark.executor.memory", "none"));
    break;
  case "much": {
    const line = "x".repeat(99);
    for (let i = 0; i < 50_000; i++) console.log(line);
    break;
  }
  case "throw":
    throw new Error("thrown at the top");
  case "reject":
    void Promise.reject(new Error("nobody caught this"));
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    break;
  case "timer":
    setTimeout(() => {
      throw new Error("thrown by a timer");
    }, 10);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    break;
  case "for-ever":
    await new Promise(() => {});
    break;
  case "text":
    throw "only a text";
  case "code":
    process.exitCode = 7;
    break;
  case "words":
    console.log("driver %d", 1, { a: [1] });
    await sc.parallelize(["x"], 1).foreach((x) => console.error(`task ${x}`));
    break;
  case "task":
    await sc.parallelize([1, 2, 3], 3).foreach((x) => {
      if (x === 2) throw new TypeError(`no ${x}`);
    });
    break;
  default:
    throw new Error(`What is ${what}?`);
}
sc.stop();
