const first: number = 1;
const second = first +;
console.log(second);
