import { SparkConf, SparkContext } from "sluice";
import { shout } from "./modules/shout.js";

const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Modules"));
console.log(
  await sc
    .parallelize(["a", "b"])
    .map((x) => shout(x))
    .collect(),
);
sc.stop();
