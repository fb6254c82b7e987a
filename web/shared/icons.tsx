// Small drawings of our own: no icon font, no glyph that a screen may lack.
const shapes = {
  warning: ["M12 3 2 21h20Z", "M12 10v5", "M12 18v.01"],
  sound: ["M4 9v6h4l5 4V5L8 9Z", "M16.5 8.5a5 5 0 0 1 0 7", "M19 6a9 9 0 0 1 0 12"],
  silent: ["M4 9v6h4l5 4V5L8 9Z", "m17 9 5 6", "m22 9-5 6"],
  settings: ["M4 7h9", "M17 7h3", "M15 5v4", "M4 17h3", "M11 17h9", "M9 15v4"],
  check: ["m4 13 5 5L20 6"],
} as const;

export function Icon({ name }: { name: keyof typeof shapes }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {shapes[name].map((path) => <path d={path} />)}
    </svg>
  );
}
