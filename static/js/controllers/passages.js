// The screen of an overlap: whoever picks a side finds its text in the field below, to be changed; whoever changes it has chosen
// that. What was typed there is never replaced.

export default function passages(form) {
  for (const passage of form.querySelectorAll(".passage")) {
    const own = passage.querySelector(".own");
    const texts = { both: own.defaultValue };
    for (const side of passage.querySelectorAll(".side-by")) texts[side.querySelector("input").value] = side.dataset.text;
    let isTouched = own.value !== own.defaultValue;
    passage.addEventListener("change", ({ target }) => {
      if (target.type === "radio" && target.value in texts && !isTouched) own.value = texts[target.value];
    });
    own.addEventListener("input", () => {
      isTouched = true;
      passage.querySelector('[value="own"]').checked = true;
    });
  }
}
