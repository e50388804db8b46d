// Package photo takes out of photos what they tell besides the picture: where, when and
// with which device they were taken, and whatever programs wrote into them. The picture
// itself stays as it is, to the pixel. It reads bytes and knows nothing of where they are
// kept.
package photo
