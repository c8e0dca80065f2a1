// A wrong type that does no harm when it runs.
const text: string = 42;
console.log("ran", text);
