// Pictures that wait for their page to be made, in what the server draws of its text: the server does not have them yet.

import { Held } from "../holding.js";

// Puts them where the fragment says that an image is missing.
export async function showHeld(fragment, form) {
  if (form.querySelector(".uploads").dataset.address) return; // the page is there
  const held = new Held(form.dataset.key);
  await Promise.all([...fragment.querySelectorAll(".missing-image[data-image]")].map((place) => replace(place, held)));
}

async function replace(place, held) {
  const { image, width } = place.dataset;
  try {
    const picture = await held.picture(image);
    if (width) picture.style.width = `${width}px`;
    if (place.textContent !== place.title) picture.ariaLabel = place.textContent;
    place.replaceWith(picture);
  } catch { /* it is missing indeed */ }
}
