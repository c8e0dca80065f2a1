import type { Programs } from "../harness/words.ts";

export const files: Programs = {
  "files/textFileStream": {
    program: ({ ssc, dir, files, out }) => {
      files.makeDirectory(`${dir}/in`);
      out(ssc.textFileStream(`${dir}/in`));
    },
    before: {
      1000: ({ dir, files }) => files.put(`${dir}/in/one.txt`, "a\nb\n", 500),
      2000: ({ dir, files }) => {
        files.put(`${dir}/in/two.txt`, "c", 1500);
        files.put(`${dir}/in/three.txt`, "d\n\ne", 1600);
      },
      4000: ({ dir, files }) => files.put(`${dir}/in/one.txt`, "changed", 3500),
    },
  },

  "files/glob": {
    program: ({ ssc, dir, files, out }) => {
      for (const month of ["2024-01", "2024-02", "2023-12"]) files.makeDirectory(`${dir}/in/${month}`);
      out(ssc.textFileStream(`${dir}/in/2024-*`));
    },
    before: {
      1000: ({ dir, files }) => {
        files.put(`${dir}/in/2024-01/a`, "jan", 500);
        files.put(`${dir}/in/2024-02/b`, "feb", 500);
        files.put(`${dir}/in/2023-12/c`, "dec", 500);
      },
    },
  },

  "files/missing-dir": {
    program: ({ ssc, dir, out }) => out(ssc.textFileStream(`${dir}/nowhere`)),
    before: {
      3000: ({ dir, files }) => {
        files.makeDirectory(`${dir}/nowhere`);
        files.put(`${dir}/nowhere/a`, "found", 2500);
      },
    },
  },
};
