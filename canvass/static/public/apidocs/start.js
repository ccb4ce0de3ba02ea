// A file of its own, since the content security policy lets no script stand in a page.
window.SwaggerUIBundle({
	url: "/api/openapi.json",
	dom_id: "#api",
	deepLinking: true,
	validatorUrl: null,
	supportedSubmitMethods: [],
});
