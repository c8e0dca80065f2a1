const first = 1;
  enum Colour {
  Red,
}
console.log(Colour.Red, first);
