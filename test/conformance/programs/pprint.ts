import type { Programs } from "../harness/words.ts";

export const pprint: Programs = {
  "pprint/few": ({ input }) => {
    input<string>("s").pprint();
  },

  "pprint/ten-and-eleven": ({ input }) => {
    input<number>("s").pprint();
  },

  "pprint/empty": ({ input }) => {
    input<number>("s").pprint();
  },

  "pprint/wordcount": ({ input }) => {
    input<string>("s")
      .flatMap((line) => line.split(" "))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
      .transform((rdd) => rdd.sortByKey(true, 1))
      .pprint();
  },
};
