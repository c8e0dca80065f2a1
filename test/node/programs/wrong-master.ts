import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("lokal[2]").setAppName("WrongMaster");
new StreamingContext(conf, Seconds(1));
