// One row of a matrix.

fn main(index : i32) {
  if (index < uniforms.columns) {
    result[index] = rows[uniforms.row * uniforms.columns + index];
  }
}
