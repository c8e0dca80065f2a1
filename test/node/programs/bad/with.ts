const point = { x: 1 };
with (point) {
  console.log(x);
}
