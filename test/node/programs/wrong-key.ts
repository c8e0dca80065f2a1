import { SparkConf } from "sluice";

new SparkConf().set("spark.streaming.blockIntervall", "100ms");
