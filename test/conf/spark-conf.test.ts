import { afterEach, expect, test } from "vitest";
import { parseMaster } from "../../core/conf/master.ts";
import { SparkConf, setSubmittedConf } from "../../core/conf/spark-conf.ts";

afterEach(() => {
  setSubmittedConf(new Map());
});

test.each([
  ["local", 1, 1],
  ["local[4]", 4, 1],
  ["local[*]", 8, 1],
  ["local[2,3]", 2, 3],
  ["local[ * , 5 ]", 8, 5],
])("%s is %i slots and %i attempts", (url, slots, maxFailures) => {
  expect(parseMaster(url, 8)).toEqual({ slots, maxFailures });
});

test.each(["", "lokal", "local[]", "local[x]", "local[2", "spark://host:7077", "yarn"])("%j is no master", (url) => {
  expect(() => parseMaster(url, 8)).toThrow(`Could not parse Master URL: '${url}'`);
});

test.each(["local[0]", "local[2,0]", "local[99999999999]"])("%s is refused", (url) => {
  expect(() => parseMaster(url, 8)).toThrow();
});

test("an unknown key of the engine's own is refused with the nearest one", () => {
  expect(() => new SparkConf().set("spark.streaming.blockIntervall", "1s")).toThrow(
    expect.objectContaining({ code: "UNKNOWN_CONF_KEY", advice: "Did you mean 'spark.streaming.blockInterval'?" }),
  );
  expect(new SparkConf().set("my.own.key", "1").get("my.own.key")).toBe("1");
  expect(new SparkConf().set("spark.ui.port", "4040").get("spark.ui.port")).toBe("4040");
});

test.each([
  ["200", 200],
  ["200ms", 200],
  ["2s", 2000],
  ["1m", 60_000],
  [" 3 min ", 180_000],
  ["1h", 3_600_000],
])("a time of %j is %i ms", (text, ms) => {
  expect(
    new SparkConf().set("spark.streaming.blockInterval", text).getTimeAsMs("spark.streaming.blockInterval", "1s"),
  ).toBe(ms);
});

test("a wrong value says which and what it has to be", () => {
  const conf = new SparkConf().set("spark.streaming.blockInterval", "soon").set("n", "3x").set("b", "maybe");
  expect(() => conf.getTimeAsMs("spark.streaming.blockInterval", "1s")).toThrow(
    "Wrong value 'soon' for 'spark.streaming.blockInterval'",
  );
  expect(() => conf.getInt("n", 1)).toThrow("Wrong value '3x' for 'n'");
  expect(() => conf.getBoolean("b", true)).toThrow("Wrong value 'maybe' for 'b'");
});

test("what the program sets wins over what was submitted with it", () => {
  setSubmittedConf(
    new Map([
      ["spark.master", "local[4]"],
      ["spark.app.name", "submitted"],
    ]),
  );
  const conf = new SparkConf().setMaster("local[2]");
  expect([conf.get("spark.master"), conf.get("spark.app.name")]).toEqual(["local[2]", "submitted"]);
});
