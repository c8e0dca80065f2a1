// A name that Sluice does not have.
import {
  SparkConf,
  SparkKonf,
} from "sluice";

console.log(SparkConf, SparkKonf);
