/** Width and height in pixels of the images of the shapes dataset. */
export const SHAPE_SIZE = 64;
