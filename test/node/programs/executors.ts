import { basename } from "node:path";
import { SparkConf, SparkContext } from "sluice";

const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Executors"));
const offset = 10;
const files = await sc
  .parallelize(["/a/x.txt", "/b/y.txt", "/c/x.txt"], 2)
  .map((path): [string, number] => {
    if (path.startsWith("/b")) console.log("a task reads", path);
    return [basename(path, ".txt"), offset];
  })
  .reduceByKey((a, b) => a + b)
  .collect();
console.log(files.sort());
if (process.argv[2] === "fail") {
  await sc
    .parallelize([1], 1)
    .map((n) => {
      if (n === 1) throw new RangeError("one");
      return n;
    })
    .collect();
}
